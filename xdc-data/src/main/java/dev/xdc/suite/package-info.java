/** Published evaluations: encoders judged by protocols on the official splits of a data set. */
@NullMarked
package dev.xdc.suite;

import org.jspecify.annotations.NullMarked;
