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
package io.shardflow.nifi.kinesis.retrieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.shardflow.nifi.kinesis.stream.RecordsAnswer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

class ConvertedAnswerTest {

    private final byte[] payload = {1, 2, 3};
    private final ConvertedAnswer answer = ConvertedAnswer.of(RecordsAnswer.of(GetRecordsResponse.builder()
            .records(Record.builder()
                    .sequenceNumber("17")
                    .partitionKey("key")
                    .approximateArrivalTimestamp(Instant.EPOCH)
                    .data(SdkBytes.fromByteArrayUnsafe(payload))
                    .build())
            .millisBehindLatest(4L)
            .nextShardIterator("next")
            .childShards(ChildShard.builder().shardId("child").build())
            .build()));

    @Test
    void saysWhatTheAnswerSays() {
        final KinesisClientRecord record = answer.records().getFirst();
        assertEquals("17", record.sequenceNumber());
        assertEquals("key", record.partitionKey());
        assertEquals(Instant.EPOCH, record.approximateArrivalTimestamp());
        assertEquals(4L, answer.millisBehindLatest());
        assertEquals("next", answer.nextShardIterator());
        assertEquals(
                List.of("child"),
                answer.childShards().stream().map(ChildShard::shardId).toList());
    }

    @Test
    void recordsAreConvertedOnceAndPayloadsNotCopied() {
        assertSame(answer.records().getFirst(), answer.records().getFirst());
        assertSame(payload, answer.records().getFirst().data().array());
    }
}
