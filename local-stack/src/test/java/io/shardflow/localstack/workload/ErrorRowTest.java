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
package io.shardflow.localstack.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorRowTest {

    private static final BadRecords.Sent OF_CONSUMER =
            new BadRecords.Sent(BadRecord.ARRAY, "bad-7", BadRecord.ARRAY.payload(7));

    private static final BadRecords.Sent OF_SINK =
            new BadRecords.Sent(BadRecord.TEXT_FOR_A_NUMBER, "bad-8", BadRecord.TEXT_FOR_A_NUMBER.payload(8));

    @Test
    void hasWhatWasSentAndWhyItWasRefused() {
        assertThat(row("orders", "bad-7", OF_CONSUMER, "the record is not a JSON object")
                        .isOf(OF_CONSUMER, "orders"))
                .isTrue();
        assertThat(row("orders>ORDERS", "bad-8", OF_SINK, "TOTAL: text where a number is expected; mend it")
                        .isOf(OF_SINK, "orders"))
                .isTrue();
    }

    @Test
    void isNotOfTheRecordIfOneThingDiffers() {
        final String why = "the record is not a JSON object";
        assertThat(List.of(
                        row("others", "bad-7", OF_CONSUMER, why),
                        row("orders>ORDERS", "bad-7", OF_CONSUMER, why),
                        row("orders", "bad-8", OF_CONSUMER, why),
                        row("orders", "", OF_CONSUMER, why),
                        row("orders", "bad-7", OF_SINK, why),
                        row("orders", "bad-7", OF_CONSUMER, "the record is empty"),
                        row("orders", "bad-7", OF_CONSUMER, "")))
                .noneMatch(row -> row.isOf(OF_CONSUMER, "orders"));
    }

    @Test
    void ofATableTheReasonNamesTheColumn() {
        assertThat(row("orders>ORDERS", "bad-8", OF_SINK, "EXPRESS: not a number")
                        .isOf(OF_SINK, "orders"))
                .isFalse();
        assertThat(row("orders", "bad-8", OF_SINK, "TOTAL: not a number").isOf(OF_SINK, "orders"))
                .as("without the table that refused it")
                .isFalse();
    }

    private static ErrorRow row(
            final String stream, final String partitionKey, final BadRecords.Sent bytesOf, final String reason) {
        final String payload = new String(bytesOf.payload(), StandardCharsets.UTF_8);
        final String raw = bytesOf == OF_SINK ? "{\"kinesisMetadata\":{}," + payload.substring(1) : payload;
        return new ErrorRow(
                stream,
                "shardId-000000000000",
                "1000",
                partitionKey,
                Base64.getEncoder().encodeToString(raw.getBytes(StandardCharsets.UTF_8)),
                reason);
    }
}
