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
package io.shardflow.probe.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.probe.Answer;
import io.shardflow.probe.Answer.Verdict;
import org.junit.jupiter.api.Test;

class ReadingChecksTest {

    private static final String RECORD_OF_1970 =
            "{\"SequenceNumber\":\"1\",\"ApproximateArrivalTimestamp\":1.0,\"Data\":\"e30=\",\"PartitionKey\":\"k\"}";

    /** @param stored from the oldest record on @param present from the present second on */
    private static Answer atTimestamp(final String stored, final String present) throws Exception {
        try (ScriptedKinesis kinesis = new ScriptedKinesis((operation, request) -> switch (operation) {
            case "ListShards" -> ScriptedKinesis.shards("1");
            case "GetShardIterator" ->
                "{\"ShardIterator\":\"" + (request.contains("AT_TIMESTAMP") ? "present" : "oldest") + "\"}";
            default ->
                "{\"MillisBehindLatest\":0,\"Records\":[" + (request.contains("present") ? present : stored) + "]}";
        })) {
            return kinesis.ask("at-timestamp");
        }
    }

    @Test
    void aStreamWithoutOlderRecordsDoesNotTellWhereAnIteratorBegins() throws Exception {
        final Answer answer = atTimestamp("", "");
        assertThat(answer.verdict()).isEqualTo(Verdict.NOT_CHECKED);
        assertThat(answer.seen()).contains("put one into each");
    }

    @Test
    void anOlderRecordIsLeftOutOrTheAnswerDiffers() throws Exception {
        assertThat(atTimestamp(RECORD_OF_1970, "").verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(atTimestamp(RECORD_OF_1970, RECORD_OF_1970).verdict()).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void aKeyIsSeenToBeUsableByRecordsThatItHasEncrypted() {
        assertThat(ReadingChecks.decrypted(2, "KMS").verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(ReadingChecks.decrypted(0, "KMS").verdict()).isEqualTo(Verdict.NOT_CHECKED);
        assertThat(ReadingChecks.decrypted(2, "NONE").verdict()).isEqualTo(Verdict.NOT_CHECKED);
    }
}
