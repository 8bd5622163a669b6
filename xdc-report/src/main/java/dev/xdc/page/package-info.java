/**
 * A page for each run: {@link dev.xdc.page.RunPage} writes what {@link dev.xdc.page.RunRecord} and
 * the videos' {@link dev.xdc.page.ClusterView}s hold as HTML that opens from disk.
 */
@NullMarked
package dev.xdc.page;

import org.jspecify.annotations.NullMarked;
