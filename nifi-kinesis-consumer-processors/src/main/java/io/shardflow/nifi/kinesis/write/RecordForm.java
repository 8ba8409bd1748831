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
package io.shardflow.nifi.kinesis.write;

import io.shardflow.nifi.kinesis.json.JsonLines;
import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.records.UserRecord;
import io.shardflow.nifi.kinesis.settings.OutputStrategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

/** What becomes of NiFi's records of one shard: as they are, wrapped, or with their metadata as first field. Immutable. */
final class RecordForm {

    /** The arrival is a number of milliseconds, as in JSON lines: with a timestamp a writer might make a text of it. */
    private static final RecordSchema METADATA = new SimpleRecordSchema(List.of(
            field(KinesisMetadata.STREAM, RecordFieldType.STRING),
            field(KinesisMetadata.SHARD_ID, RecordFieldType.STRING),
            field(KinesisMetadata.APPROXIMATE_ARRIVAL, RecordFieldType.LONG),
            field(KinesisMetadata.PARTITION_KEY, RecordFieldType.STRING),
            field(KinesisMetadata.SEQUENCE_NUMBER, RecordFieldType.STRING),
            field(KinesisMetadata.SUB_SEQUENCE_NUMBER, RecordFieldType.LONG),
            field(KinesisMetadata.SHARDED_SEQUENCE_NUMBER, RecordFieldType.STRING)));

    private final OutputStrategy output;
    private final String field;
    private final String stream;
    private final String shardId;

    RecordForm(final OutputStrategy output, final String field, final String stream, final String shardId) {
        this.output = output;
        this.field = field;
        this.stream = stream;
        this.shardId = shardId;
    }

    /** Whether a record has the name that is wanted for the metadata, in any case, or its schema has. */
    boolean isTaken(final PayloadRecords.Found found) {
        return output == OutputStrategy.INJECT_METADATA
                && Stream.concat(
                                found.schema().getFields().stream()
                                        .flatMap(each -> Stream.concat(
                                                Stream.of(each.getFieldName()), each.getAliases().stream())),
                                found.records().stream().flatMap(record -> record.getRawFieldNames().stream()))
                        .anyMatch(field::equalsIgnoreCase);
    }

    /** The schema of what is written for records of the given one. */
    RecordSchema schema(final RecordSchema read) {
        return switch (output) {
            case USE_VALUE -> read;
            case USE_WRAPPER ->
                new SimpleRecordSchema(List.of(
                        metadataField(),
                        new RecordField(JsonLines.VALUE_FIELD, RecordFieldType.RECORD.getRecordDataType(read))));
            case INJECT_METADATA -> {
                final List<RecordField> fields = new ArrayList<>();
                fields.add(metadataField());
                fields.addAll(read.getFields());
                yield new SimpleRecordSchema(fields);
            }
        };
    }

    /**
     * What is written.
     *
     * @param schema as {@link #schema} gave it
     * @param source the payload that the record was in
     */
    Record record(final Record record, final RecordSchema schema, final UserRecord source) {
        if (output == OutputStrategy.USE_VALUE) {
            return record;
        }
        final Map<String, Object> values = new LinkedHashMap<>();
        values.put(field, metadata(source));
        if (output == OutputStrategy.USE_WRAPPER) {
            values.put(JsonLines.VALUE_FIELD, record);
        } else {
            values.putAll(record.toMap());
        }
        return new MapRecord(schema, values);
    }

    private Record metadata(final UserRecord source) {
        final Map<String, Object> values = new LinkedHashMap<>();
        values.put(KinesisMetadata.STREAM, stream);
        values.put(KinesisMetadata.SHARD_ID, shardId);
        values.put(KinesisMetadata.APPROXIMATE_ARRIVAL, source.arrivalMillis());
        values.put(KinesisMetadata.PARTITION_KEY, source.partitionKey());
        values.put(KinesisMetadata.SEQUENCE_NUMBER, source.position().sequenceNumber());
        values.put(KinesisMetadata.SUB_SEQUENCE_NUMBER, source.position().subSequenceNumber());
        values.put(KinesisMetadata.SHARDED_SEQUENCE_NUMBER, KinesisMetadata.shardedSequenceNumber(source.position()));
        return new MapRecord(METADATA, values);
    }

    private RecordField metadataField() {
        return new RecordField(field, RecordFieldType.RECORD.getRecordDataType(METADATA));
    }

    private static RecordField field(final String name, final RecordFieldType type) {
        return new RecordField(name, type.getDataType(), false);
    }
}
