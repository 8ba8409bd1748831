/** What both processors write into NiFi's counters and gauges, and when. */
package io.shardflow.nifi.metrics;
