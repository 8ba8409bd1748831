/** The identity that every record carries from the consumer to the sink, and how positions in a stream compare. */
package io.shardflow.nifi.kinesis.metadata;
