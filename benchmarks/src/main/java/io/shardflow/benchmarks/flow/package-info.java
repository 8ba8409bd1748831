/** The canvas of a benchmark, and processors that it puts beside the connector: those use the JDK, NiFi's API and the stream package alone. */
package io.shardflow.benchmarks.flow;
