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

import io.shardflow.nifi.kinesis.settings.AwsAccess;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/** What is said of a stream that Kinesis has described. Pure. */
final class StreamText {

    private StreamText() {}

    /** Adds the step: a stream that comes or goes cannot be read. */
    static void add(
            final Findings findings,
            final String step,
            final StreamDescriptionSummary stream,
            final AwsAccess settings) {
        switch (stream.streamStatus()) {
            case DELETING ->
                findings.bad(
                        step,
                        "Stream Name: the stream %s is being deleted. Set another stream, or create it again when it is gone."
                                .formatted(stream.streamARN()));
            case CREATING ->
                findings.bad(
                        step,
                        "The stream %s is being created. Wait until its status is ACTIVE."
                                .formatted(stream.streamARN()));
            case null, default -> findings.good(step, facts(stream, settings));
        }
    }

    private static String facts(final StreamDescriptionSummary stream, final AwsAccess settings) {
        return "%s, %s, created %s, %d open shards, records are kept for %d hours. %s"
                .formatted(
                        stream.streamARN(),
                        stream.streamStatusAsString(),
                        stream.streamCreationTimestamp(),
                        stream.openShardCount(),
                        stream.retentionPeriodHours(),
                        encryption(stream, settings));
    }

    private static String encryption(final StreamDescriptionSummary stream, final AwsAccess settings) {
        if (stream.encryptionType() != EncryptionType.KMS) {
            return "Not encrypted.";
        }
        return "Encrypted with the KMS key %s: unless that is the key that AWS manages (alias/aws/kinesis), the IAM policy of these credentials and the key's own policy must allow kms:Decrypt%s."
                .formatted(
                        stream.keyId(),
                        settings.stream().arn().isPresent() ? ", for a stream of another account too" : "");
    }
}
