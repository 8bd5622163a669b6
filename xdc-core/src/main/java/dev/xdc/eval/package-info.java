/** Evaluation: what frozen or fine-tuned encoders are worth on labelled clips. */
@NullMarked
package dev.xdc.eval;

import org.jspecify.annotations.NullMarked;
