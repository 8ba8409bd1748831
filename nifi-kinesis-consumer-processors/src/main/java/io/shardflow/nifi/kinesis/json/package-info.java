/** Records as JSON lines: strict validation, the metadata field spliced in by bytes, the envelope of what is refused. */
package io.shardflow.nifi.kinesis.json;
