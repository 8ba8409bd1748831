/** What both processors have to know about NiFi's Record Readers. */
package io.shardflow.nifi.kinesis.reader;
