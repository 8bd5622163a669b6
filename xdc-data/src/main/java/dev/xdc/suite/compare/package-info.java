/** Comparisons of methods and of settings over several seeds. */
@NullMarked
package dev.xdc.suite.compare;

import org.jspecify.annotations.NullMarked;
