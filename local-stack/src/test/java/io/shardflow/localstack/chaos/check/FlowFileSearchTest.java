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
package io.shardflow.localstack.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.chaos.site.DeliveredFlowFile;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlowFileSearchTest {

    private static final String SHARD = "shardId-000000000001";

    private final FlowFileSearch search = new FlowFileSearch(
            Map.of(
                    "nifi-1", List.of(flowFile("a", SHARD, 10, 20), flowFile("b", SHARD, 21, 30)),
                    "nifi-2", List.of(flowFile("c", SHARD, 20, 21), flowFile("d", "shardId-000000000002", 10, 30))),
            List.of("nifi-3 does not tell"));

    @Test
    void eachFlowFileThatHoldsARecordIsToldWithItsNifi() {
        assertThat(search.of(SHARD, new Position("20", 0)))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("nifi-1: FlowFile a, "),
                        line -> assertThat(line).startsWith("nifi-2: FlowFile c, "),
                        line -> assertThat(line).isEqualTo("nifi-3 does not tell"));
    }

    @Test
    void aRecordThatWasNeverDeliveredIsInNone() {
        assertThat(search.of(SHARD, new Position("31", 0))).containsExactly("nifi-3 does not tell");
        assertThat(search.of(SHARD, new Position("9", 0))).containsExactly("nifi-3 does not tell");
    }

    private static DeliveredFlowFile flowFile(
            final String uuid, final String shard, final long first, final long last) {
        return new DeliveredFlowFile(
                uuid, "now", shard, new Position(Long.toString(first), 0), new Position(Long.toString(last), 0));
    }
}
