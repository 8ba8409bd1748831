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
package io.shardflow.nifi.kinesis.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.settings.StreamReference;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

class StreamTextTest {

    private static final String ARN = "arn:aws:kinesis:eu-central-1:123456789012:stream/orders";

    @Test
    void aStreamThatCanBeReadIsDescribed() {
        assertEquals(
                "Stream SUCCESSFUL " + ARN
                        + ", ACTIVE, created 2026-11-26T12:00:00Z, 4 open shards, records are kept for 24"
                        + " hours. Not encrypted.",
                told(stream -> stream));
        // a reshard is no obstacle, and neither is a status that is not known yet
        assertTrue(told(stream -> stream.streamStatus(StreamStatus.UPDATING)).contains("SUCCESSFUL"));
        assertTrue(told(stream -> stream.streamStatus("PAUSED")).contains("SUCCESSFUL " + ARN + ", PAUSED"));
    }

    @Test
    void theKeyOfAnEncryptedStreamAndItsPermissionAreNamed() {
        final String told =
                told(stream -> stream.encryptionType(EncryptionType.KMS).keyId("key-1"));
        assertTrue(told.contains("SUCCESSFUL") && told.contains("key-1") && told.contains("kms:Decrypt"), told);
    }

    @Test
    void aStreamThatComesOrGoesIsNoneToReadYetOrAnyMore() {
        final String going = told(stream -> stream.streamStatus(StreamStatus.DELETING));
        assertTrue(going.contains("FAILED Stream Name: ") && going.contains("is being deleted. Set another"), going);
        final String coming = told(stream -> stream.streamStatus(StreamStatus.CREATING));
        assertTrue(coming.contains("FAILED") && coming.contains("Wait until its status is ACTIVE"), coming);
    }

    private static String told(final UnaryOperator<StreamDescriptionSummary.Builder> change) {
        final Findings findings = new Findings();
        StreamText.add(
                findings,
                "Stream",
                change.apply(StreamDescriptionSummary.builder()
                                .streamARN(ARN)
                                .streamStatus(StreamStatus.ACTIVE)
                                .streamCreationTimestamp(Instant.parse("2026-11-26T12:00:00Z"))
                                .openShardCount(4)
                                .retentionPeriodHours(24)
                                .encryptionType(EncryptionType.NONE))
                        .build(),
                access());
        return Told.by(findings).getFirst();
    }

    static AwsAccess access() {
        return new AwsAccess(
                new StreamReference("orders", Optional.empty()),
                "app",
                "eu-central-1",
                new CredentialsSource.DefaultChain(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
