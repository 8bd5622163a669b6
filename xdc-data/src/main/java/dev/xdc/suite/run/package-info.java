/** Single runs: pretraining with and without labels, what they learn from and report. */
@NullMarked
package dev.xdc.suite.run;

import org.jspecify.annotations.NullMarked;
