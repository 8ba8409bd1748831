/** Which schemas and tables there are, the H2 tables behind them, and the earlier versions of their rows. */
package io.shardflow.localstack.snowflake.catalog;
