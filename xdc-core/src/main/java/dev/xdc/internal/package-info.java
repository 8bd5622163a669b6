/**
 * What packages of this project need of each other and nobody else should use: it may change in any
 * version.
 */
@NullMarked
package dev.xdc.internal;

import org.jspecify.annotations.NullMarked;
