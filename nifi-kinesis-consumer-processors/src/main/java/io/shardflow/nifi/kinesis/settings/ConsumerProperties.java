/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.kinesis.settings;

import java.util.List;
import java.util.stream.Stream;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.processor.util.StandardValidators;

/** Property descriptors of ConsumeKinesisStream; names are those of NiFi's ConsumeKinesis where it has the same thing. */
public final class ConsumerProperties {

    /** Smallest budget: one GetRecords answer of the largest size and the objects around its records. */
    private static final long MIN_BUFFER_BYTES = 16L * 1024 * 1024;

    public static final PropertyDescriptor STREAM_NAME = new PropertyDescriptor.Builder()
            .name("Stream Name")
            .description("""
                    Name of the Kinesis data stream to read, or its ARN: a stream of another account can only be read by its \
                    ARN, and its owner has to allow it. Records and FlowFiles carry the name.""")
            .required(true)
            .addValidator(PropertyFormats.STREAM)
            .build();

    public static final PropertyDescriptor APPLICATION_NAME = new PropertyDescriptor.Builder()
            .name("Application Name")
            .description("""
                    Name of the application and of its DynamoDB table, which holds the checkpoint of each shard. Processors \
                    with the same name share the shards of the stream; processors with different names each read all of it. \
                    A new name begins anew, in a new table, and leaves the old table as it is.""")
            .required(true)
            .addValidator(PropertyFormats.APPLICATION)
            .build();

    public static final PropertyDescriptor CONSUMER_TYPE = new PropertyDescriptor.Builder()
            .name("Consumer Type")
            .description("""
                    How records are read from the stream. With Enhanced Fan-Out the consumer is registered at the start if it \
                    is missing, and deregistered when the processor is removed from the canvas and no other worker of the \
                    application lives; it stays registered when the processor stops. The Application Name may have 128 \
                    characters then.""")
            .required(true)
            .allowableValues(ConsumerType.class)
            .defaultValue(ConsumerType.SHARED_THROUGHPUT)
            .build();

    public static final PropertyDescriptor INITIAL_STREAM_POSITION = new PropertyDescriptor.Builder()
            .name("Initial Stream Position")
            .description("""
                    Where reading begins when the application has no state, that is at its very first start. When its \
                    DynamoDB table exists, reading goes on from the checkpoints and this is ignored. After a reset (a new \
                    Application Name, or the table deleted) LATEST loses what arrives in between, AT_TIMESTAMP what arrived \
                    before that time and was not read yet, and TRIM_HORIZON reads again what was read, which is \
                    recognised under EXACTLY_ONCE and loaded again under AT_LEAST_ONCE.""")
            .required(true)
            .allowableValues(InitialStreamPosition.class)
            .defaultValue(InitialStreamPosition.TRIM_HORIZON)
            .build();

    public static final PropertyDescriptor STREAM_POSITION_TIMESTAMP = new PropertyDescriptor.Builder()
            .name("Stream Position Timestamp")
            .description("""
                    Time of the first record to read: ISO 8601 with zone, for example 2026-01-31T08:00:00Z, or milliseconds \
                    since 1970. A time in the future is waited for.""")
            .required(true)
            .addValidator(PropertyFormats.TIMESTAMP)
            .dependsOn(INITIAL_STREAM_POSITION, InitialStreamPosition.AT_TIMESTAMP)
            .build();

    public static final PropertyDescriptor OUT_OF_RANGE_USER_RECORDS = new PropertyDescriptor.Builder()
            .name("Out-of-Range User Records")
            .description("""
                    What becomes of user records in an aggregated record that lie outside the hash range of the shard it came \
                    into. Around a reshard the Kinesis Producer Library sends such records and then puts them again. What is \
                    left out is counted (counter "User Records Left Out") and reported once per shard.""")
            .required(true)
            .allowableValues(OutOfRangeUserRecords.class)
            .defaultValue(OutOfRangeUserRecords.DROP_RESENT)
            .build();

    public static final PropertyDescriptor MAX_RECORDS_PER_REQUEST = new PropertyDescriptor.Builder()
            .name("Max Records Per Request")
            .description("""
                    Most records that one GetRecords call asks for, 1 to 10000. After a call that was not answered in time, as \
                    over a slow line, the shard asks for half as many, and tries more again when answers come. Not used with \
                    Enhanced Fan-Out.""")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(1, 10_000, true))
            .defaultValue("10000")
            .build();

    public static final PropertyDescriptor MAX_BUFFER_SIZE = new PropertyDescriptor.Builder()
            .name("Max Buffer Size")
            .description("""
                    Bytes of records, of all shards together, between Kinesis and the committed session, at least 16 MB. A \
                    GetRecords call under way counts with twice what answers of its shard have taken of late, before the first \
                    one with 10 MB and half a KB for each of Max Records Per Request. Answers that are larger than that may \
                    exceed this value, by twice as much at most. Aggregated records stay packed. The heap for it all stays \
                    within four times this value: the AWS SDK holds an answer more than once while it reads it. Beside that, \
                    each concurrent task and each call unpacks one aggregated record at a time. When the buffer is used up, for example because a \
                    queue downstream is full, fetching stops until records are committed; leases are kept. With Enhanced \
                    Fan-Out nothing can be counted before it is pushed: each shard of this node may then exceed this value by \
                    two events, of about 2 MB each.""")
            .required(true)
            .addValidator(StandardValidators.createDataSizeBoundsValidator(MIN_BUFFER_BYTES, Long.MAX_VALUE))
            .defaultValue("100 MB")
            .build();

    public static final PropertyDescriptor CHECKPOINT_INTERVAL = new PropertyDescriptor.Builder()
            .name("Checkpoint Interval")
            .description("""
                    How often the positions of committed records are written to DynamoDB. After a crash, what was committed \
                    since the last checkpoint is delivered again.""")
            .required(true)
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .defaultValue("2 sec")
            .build();

    /** In the order of the configuration dialog. */
    public static final List<PropertyDescriptor> ALL = List.of(
            STREAM_NAME,
            APPLICATION_NAME,
            AwsProperties.REGION,
            AwsProperties.AUTHENTICATION_STRATEGY,
            AwsProperties.CREDENTIALS_PROVIDER_SERVICE,
            AwsProperties.ACCESS_KEY_ID,
            AwsProperties.SECRET_ACCESS_KEY,
            CONSUMER_TYPE,
            INITIAL_STREAM_POSITION,
            STREAM_POSITION_TIMESTAMP,
            OutputProperties.PROCESSING_STRATEGY,
            OutputProperties.RECORD_READER,
            OutputProperties.RECORD_WRITER,
            OutputProperties.OUTPUT_STRATEGY,
            OutputProperties.MESSAGE_DEMARCATOR,
            OutputProperties.METADATA_FIELD,
            BatchProperties.MAX_BATCH_DURATION,
            BatchProperties.MAX_BATCH_SIZE,
            BatchProperties.MAX_BATCH_RECORDS,
            OUT_OF_RANGE_USER_RECORDS,
            MAX_RECORDS_PER_REQUEST,
            MAX_BUFFER_SIZE,
            CHECKPOINT_INTERVAL,
            AwsProperties.PROXY_CONFIGURATION_SERVICE,
            AwsProperties.KINESIS_ENDPOINT,
            AwsProperties.DYNAMODB_ENDPOINT,
            MetricsSettings.PUBLISHING,
            MetricsSettings.CLOUDWATCH_ENDPOINT);

    private ConsumerProperties() {}

    /** What is wrong with valid values when they are seen together. */
    public static List<ValidationResult> validate(final ValidationContext context) {
        return Stream.concat(AwsProperties.validate(context).stream(), OutputProperties.validate(context).stream())
                .toList();
    }
}
