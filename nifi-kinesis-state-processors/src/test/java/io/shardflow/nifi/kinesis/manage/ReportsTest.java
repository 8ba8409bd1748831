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
package io.shardflow.nifi.kinesis.manage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportsTest {

    private static final String NUMBER = "49668899999999999999999999999999999999999999999999999999";

    private static Report report() {
        final Report report =
                new Report().fact("application", "orders").fact("dryRun", true).note("Nothing was changed.");
        report.row("shards")
                .with("shardId", "shardId-1")
                .with("behind", Duration.ofSeconds(90))
                .with("checkpoint", NUMBER)
                .with("parents", List.of("shardId-0"));
        report.row("shards")
                .with("shardId", "shardId-12")
                .with("worker", null)
                .with("checkpointArrival", Instant.EPOCH);
        return report;
    }

    @Test
    void textHasAlignedColumnsAndLongNumbersBelow() {
        assertThat(TextReport.of(report())).isEqualTo("""
                Application  orders
                Dry run      true

                Nothing was changed.

                Shards

                Shard id    Behind  Parents    Checkpoint arrival
                shardId-1   90 s    shardId-0
                shardId-12                     1970-01-01T00:00:00Z

                Shard id    Checkpoint
                shardId-1   %s
                shardId-12
                """.formatted(NUMBER));
    }

    @Test
    void jsonHasFactsTablesAndNotes() throws IOException {
        final JsonNode json = new ObjectMapper().readTree(JsonReport.of(report()));

        assertThat(json.get("application").asText()).isEqualTo("orders");
        assertThat(json.get("dryRun").isBoolean()).isTrue();
        assertThat(json.get("shards")).hasSize(2);
        assertThat(json.get("shards").get(0).get("behindMillis").asLong()).isEqualTo(90_000);
        assertThat(json.get("shards").get(0).get("parents").get(0).asText()).isEqualTo("shardId-0");
        assertThat(json.get("shards").get(1).has("worker")).isFalse();
        assertThat(json.get("notes").get(0).asText()).isEqualTo("Nothing was changed.");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms",
        "PT1.9S, 1900 ms",
        "PT2S, 2 s",
        "PT119S, 119 s",
        "PT2M, 2 min",
        "PT2H, 2 h",
        "PT47H, 47 h",
        "PT48H, 2 d"
    })
    void aDurationIsToldInTheLargestUnitOfWhichThereAreTwo(final Duration time, final String text) {
        assertThat(TextReport.duration(time)).isEqualTo(text);
    }
}
