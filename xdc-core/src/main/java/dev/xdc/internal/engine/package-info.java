/** PyTorch below what DJL offers, and threads. */
@NullMarked
package dev.xdc.internal.engine;

import org.jspecify.annotations.NullMarked;
