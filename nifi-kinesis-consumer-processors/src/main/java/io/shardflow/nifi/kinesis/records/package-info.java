/** Records of the stream and the user records that producers packed into them. */
package io.shardflow.nifi.kinesis.records;
