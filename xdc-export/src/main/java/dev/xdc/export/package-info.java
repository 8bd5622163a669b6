/**
 * Encoders for other runtimes: {@link dev.xdc.export.OnnxExport} and {@link
 * dev.xdc.export.TorchScriptExport} write what {@link dev.xdc.export.ExportSettings} describe.
 */
@NullMarked
package dev.xdc.export;

import org.jspecify.annotations.NullMarked;
