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

import io.shardflow.nifi.kinesis.json.JsonLines;
import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import java.util.Optional;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

/** Properties of ConsumeKinesisStream that say how records are written. */
public final class OutputProperties {

    /** Blanks and line breaks are demarcators too. */
    private static final Validator NOT_EMPTY = (subject, input, context) -> new ValidationResult.Builder()
            .subject(subject)
            .input(input)
            .valid(input != null && !input.isEmpty())
            .explanation("it must not be empty")
            .build();

    public static final PropertyDescriptor PROCESSING_STRATEGY = new PropertyDescriptor.Builder()
            .name("Processing Strategy")
            .description("""
                    How the records of a batch become FlowFiles. A batch holds records of one shard and is committed as a \
                    whole.""")
            .required(true)
            .allowableValues(ProcessingStrategy.class)
            .defaultValue(ProcessingStrategy.LINE_DELIMITED)
            .build();

    public static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description("""
                    Reads each payload by itself. What it cannot read goes to parse.failure, the records before and after it \
                    go on. While a schema registry does not answer, nothing goes on, and reading is tried again.""")
            .required(true)
            .identifiesControllerService(RecordReaderFactory.class)
            .dependsOn(PROCESSING_STRATEGY, ProcessingStrategy.RECORD)
            .build();

    public static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description("""
                    Writes what Record Reader has read. For PutSnowflake without a Record Reader: JsonRecordSetWriter with \
                    Output Grouping "One Line Per Object".""")
            .required(true)
            .identifiesControllerService(RecordSetWriterFactory.class)
            .dependsOn(PROCESSING_STRATEGY, ProcessingStrategy.RECORD)
            .build();

    public static final PropertyDescriptor OUTPUT_STRATEGY = new PropertyDescriptor.Builder()
            .name("Output Strategy")
            .description("""
                    What is written for each record. PutSnowflake loads only records that carry their identity, that is \
                    Inject Metadata and Use Wrapper. Records that cannot be written so go to parse.failure.""")
            .required(true)
            .allowableValues(OutputStrategy.class)
            .defaultValue(OutputStrategy.INJECT_METADATA)
            .dependsOn(
                    PROCESSING_STRATEGY,
                    ProcessingStrategy.LINE_DELIMITED,
                    ProcessingStrategy.FLOW_FILE,
                    ProcessingStrategy.RECORD)
            .build();

    public static final PropertyDescriptor MESSAGE_DEMARCATOR = new PropertyDescriptor.Builder()
            .name("Message Demarcator")
            .description("""
                    Text, in UTF-8, between two payloads of a FlowFile; Shift+Enter makes a line break. Payloads that contain \
                    it are not told apart.""")
            .required(true)
            .addValidator(NOT_EMPTY)
            .dependsOn(PROCESSING_STRATEGY, ProcessingStrategy.DEMARCATOR)
            .build();

    public static final PropertyDescriptor METADATA_FIELD = new PropertyDescriptor.Builder()
            .name("Metadata Field")
            .description("""
                    Name of the field that is written first into each record, and into each envelope of parse.failure, and \
                    holds its identity: stream, shardId, approximateArrival, partitionKey, sequenceNumber, \
                    subSequenceNumber, shardedSequenceNumber. With Inject Metadata a record that already has a field of that \
                    name, in any case, goes to parse.failure.""")
            .required(true)
            .addValidator(PropertyFormats.PRESENT)
            .defaultValue(KinesisMetadata.DEFAULT_FIELD)
            .build();

    private OutputProperties() {}

    /** What is wrong with valid values when they are seen together. */
    static Optional<ValidationResult> validate(final ValidationContext context) {
        final boolean wraps = context.getProperty(PROCESSING_STRATEGY).asAllowableValue(ProcessingStrategy.class)
                        != ProcessingStrategy.DEMARCATOR
                && context.getProperty(OUTPUT_STRATEGY).asAllowableValue(OutputStrategy.class)
                        == OutputStrategy.USE_WRAPPER;
        return ConsumerSettings.text(context, METADATA_FIELD)
                .filter(field -> wraps && field.equalsIgnoreCase(JsonLines.VALUE_FIELD))
                .map(field -> new ValidationResult.Builder()
                        .subject(METADATA_FIELD.getDisplayName())
                        .valid(false)
                        .explanation(
                                "%s of Output Strategy has a field named \"%s\" for the payload: set another name, or another strategy"
                                        .formatted(OutputStrategy.USE_WRAPPER.getDisplayName(), JsonLines.VALUE_FIELD))
                        .build());
    }
}
