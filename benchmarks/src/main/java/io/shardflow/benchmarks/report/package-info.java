/** What a benchmark shows: tables on the terminal, a page and a chart in target/benchmark. */
package io.shardflow.benchmarks.report;
