/** Shardflow itself on the local stack: its NAR and flow in NiFi, its user in the Snowflake stand-in. */
package io.shardflow.localstack.connector;
