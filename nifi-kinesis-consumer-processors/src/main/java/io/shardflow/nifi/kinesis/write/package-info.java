/** FlowFiles of the records: what is written into them, their attributes, and which relationship they go to. */
package io.shardflow.nifi.kinesis.write;
