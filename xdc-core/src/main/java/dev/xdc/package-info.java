/**
 * The front door: {@link dev.xdc.XdcTrainer} runs the paper's loop, {@link dev.xdc.XdcModel} is
 * what it leaves.
 */
@NullMarked
package dev.xdc;

import org.jspecify.annotations.NullMarked;
