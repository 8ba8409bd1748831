/** The data stream as the service shows it: identity, shards, clock; and the clients that ask. */
package io.shardflow.nifi.kinesis.stream;
