/** Progress, tables and signals: what a person at a terminal sees and does. */
@NullMarked
package dev.xdc.cli.output;

import org.jspecify.annotations.NullMarked;
