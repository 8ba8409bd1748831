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
package io.shardflow.nifi.snowflake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.nifi.avro.AvroReader;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/** NiFi's own Record Readers and Record Writers, and records as NiFi's ConsumeKinesis makes them. */
final class RecordSets {

    /** Holds services that no processor uses. */
    static final class Idle extends AbstractProcessor {
        @Override
        public void onTrigger(final ProcessContext context, final ProcessSession session) {
            // Never scheduled.
        }
    }

    /** Fields and types of NiFi's ConsumeKinesis (class KinesisRecordMetadata of nifi-aws-kinesis). */
    private static final RecordSchema METADATA = new SimpleRecordSchema(List.of(
            field("stream", RecordFieldType.STRING.getDataType()),
            field("shardId", RecordFieldType.STRING.getDataType()),
            field("sequenceNumber", RecordFieldType.STRING.getDataType()),
            field("subSequenceNumber", RecordFieldType.LONG.getDataType()),
            field("shardedSequenceNumber", RecordFieldType.STRING.getDataType()),
            field("partitionKey", RecordFieldType.STRING.getDataType()),
            field("approximateArrival", RecordFieldType.TIMESTAMP.getDataType())));

    private final TestRunner services = TestRunners.newTestRunner(new Idle());
    private int count;

    static RecordField field(final String name, final DataType type) {
        return new RecordField(name, type);
    }

    AvroReader avroReader(final String... properties) throws Exception {
        return enabled(new AvroReader(), properties);
    }

    JsonTreeReader jsonReader(final String... properties) throws Exception {
        return enabled(new JsonTreeReader(), properties);
    }

    CSVReader csvReader(final String... properties) throws Exception {
        return enabled(new CSVReader(), properties);
    }

    AvroRecordSetWriter avroWriter(final String... properties) throws Exception {
        return enabled(new AvroRecordSetWriter(), properties);
    }

    /** Without properties: an array. */
    JsonRecordSetWriter jsonWriter(final String... properties) throws Exception {
        return enabled(new JsonRecordSetWriter(), properties);
    }

    JsonRecordSetWriter jsonLinesWriter() throws Exception {
        return jsonWriter("output-grouping", "output-oneline");
    }

    CSVRecordSetWriter csvWriter(final String... properties) throws Exception {
        return enabled(new CSVRecordSetWriter(), properties);
    }

    /** @param properties names and values in turn */
    private <S extends ControllerService> S enabled(final S service, final String... properties) throws Exception {
        add(services, service, "service " + count++, properties);
        return service;
    }

    static void add(
            final TestRunner runner, final ControllerService service, final String id, final String... properties)
            throws Exception {
        runner.addControllerService(id, service);
        for (int i = 0; i < properties.length; i += 2) {
            runner.setProperty(service, properties[i], properties[i + 1]);
        }
        runner.enableControllerService(service);
    }

    /** With the metadata last, as NiFi's ConsumeKinesis injects it: the arrival is a number where the schema has a timestamp. */
    static Record record(
            final int shard, final int number, final List<RecordField> fields, final Map<String, Object> values) {
        final Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("stream", "orders");
        metadata.put("shardId", "shardId-00000000000" + shard);
        metadata.put("sequenceNumber", Records.sequenceNumber(number));
        metadata.put("subSequenceNumber", 0L);
        metadata.put("shardedSequenceNumber", Records.sequenceNumber(number) + "0".repeat(20));
        metadata.put("partitionKey", "k");
        metadata.put("approximateArrival", Records.ARRIVAL + number);
        final List<RecordField> all = new ArrayList<>(fields);
        all.add(field("kinesisMetadata", RecordFieldType.RECORD.getRecordDataType(METADATA)));
        final Map<String, Object> held = new LinkedHashMap<>(values);
        held.put("kinesisMetadata", new MapRecord(METADATA, metadata));
        return new MapRecord(new SimpleRecordSchema(all), held);
    }

    static byte[] write(final RecordSetWriterFactory writers, final List<Record> records) throws Exception {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final RecordSchema schema =
                writers.getSchema(Map.of(), records.getFirst().getSchema());
        try (RecordSetWriter writer = writers.createWriter(null, schema, out, Map.of())) {
            writer.beginRecordSet();
            for (final Record record : records) {
                writer.write(record);
            }
            writer.finishRecordSet();
        }
        return out.toByteArray();
    }

    /** As processors read that have a Record Reader. */
    static List<Record> read(final RecordReaderFactory readers, final byte[] content) throws Exception {
        final List<Record> records = new ArrayList<>();
        try (RecordReader reader =
                readers.createRecordReader(Map.of(), new ByteArrayInputStream(content), content.length, null)) {
            for (Record record = reader.nextRecord(); record != null; record = reader.nextRecord()) {
                records.add(record);
            }
        }
        return records;
    }
}
