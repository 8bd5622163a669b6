/** Where in a file a clip lies. */
@NullMarked
package dev.xdc.data.sample;

import org.jspecify.annotations.NullMarked;
