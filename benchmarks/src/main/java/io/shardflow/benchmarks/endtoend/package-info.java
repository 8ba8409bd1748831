/** The whole way: from answers of GetRecords to rows, through the flow as it is shipped. */
package io.shardflow.benchmarks.endtoend;
