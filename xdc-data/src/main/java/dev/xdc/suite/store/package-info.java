/** Folders of results: what is there is not computed again. */
@NullMarked
package dev.xdc.suite.store;

import org.jspecify.annotations.NullMarked;
