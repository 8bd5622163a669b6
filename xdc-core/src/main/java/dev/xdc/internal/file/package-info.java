/** Files and folders that appear whole or not at all. */
@NullMarked
package dev.xdc.internal.file;

import org.jspecify.annotations.NullMarked;
