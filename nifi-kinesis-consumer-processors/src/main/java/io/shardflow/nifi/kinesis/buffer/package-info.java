/** Where records wait between the client library's threads and NiFi's: one byte budget, one buffer per lease incarnation. */
package io.shardflow.nifi.kinesis.buffer;
