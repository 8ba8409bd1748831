/** ManageKinesisState: shows the state of an application, and changes it, all or nothing, while nobody uses it. */
package io.shardflow.nifi.kinesis.manage;
