/** Published data sets with their official splits, labels and folds. */
@NullMarked
package dev.xdc.data.sets;

import org.jspecify.annotations.NullMarked;
