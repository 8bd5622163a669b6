/** Encoders: networks that turn one clip into one feature row. */
@NullMarked
package dev.xdc.encoder;

import org.jspecify.annotations.NullMarked;
