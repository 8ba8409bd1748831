/** The assumptions about Kinesis and DynamoDB, each asked with the connector's own calls. */
package io.shardflow.probe.aws;
