/** ConsumeKinesisStream: the records of a Kinesis data stream as FlowFiles. */
package io.shardflow.nifi.kinesis;
