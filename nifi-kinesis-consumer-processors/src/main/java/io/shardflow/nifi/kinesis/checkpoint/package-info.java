/** Writing the positions of committed records to the state table, by a few threads, each lease by one at a time. */
package io.shardflow.nifi.kinesis.checkpoint;
