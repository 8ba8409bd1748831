/** One call of onTrigger: which FlowFiles it takes, and the loading of them. */
package io.shardflow.nifi.snowflake.task;
