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
package io.shardflow.nifi.kinesis.stream;

import java.nio.ByteBuffer;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * What GetRecords has answered.
 *
 * @param records in the client library's terms, aggregated ones packed; each payload is an array of its own, not to be changed
 * @param rest what else the answer says; its own records are not to be asked for
 */
public record RecordsAnswer(List<KinesisClientRecord> records, GetRecordsResponse rest) {

    /** An answer that the SDK has read whole. */
    public static RecordsAnswer of(final GetRecordsResponse response) {
        return new RecordsAnswer(converted(response.records()), response);
    }

    /** The payloads are the SDK's arrays: nobody else has them, and nobody changes them. */
    public static List<KinesisClientRecord> converted(final List<Record> records) {
        return records.stream().map(RecordsAnswer::converted).toList();
    }

    private static KinesisClientRecord converted(final Record record) {
        return KinesisClientRecord.builder()
                .sequenceNumber(record.sequenceNumber())
                .approximateArrivalTimestamp(record.approximateArrivalTimestamp())
                .data(ByteBuffer.wrap(record.data().asByteArrayUnsafe()))
                .partitionKey(record.partitionKey())
                .encryptionType(record.encryptionType())
                .build();
    }
}
