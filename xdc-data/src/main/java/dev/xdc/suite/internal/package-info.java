/** What packages of suites need of each other and nobody else should use. */
@NullMarked
package dev.xdc.suite.internal;

import org.jspecify.annotations.NullMarked;
