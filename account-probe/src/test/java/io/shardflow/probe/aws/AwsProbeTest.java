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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.probe.Answer.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;

class AwsProbeTest {

    @BeforeEach
    void haveCredentials() {
        System.setProperty("aws.accessKeyId", LocalAws.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", LocalAws.SECRET_KEY);
    }

    @AfterEach
    void haveNone() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void aRightOnTheStreamThatIsMissingIsToldApartFromOneOnTheProbesTable() {
        final AwsErrorDetails denied =
                AwsErrorDetails.builder().errorCode("AccessDeniedException").build();
        assertThat(AwsProbe.failure(KinesisException.builder()
                                .awsErrorDetails(denied)
                                .statusCode(400)
                                .build())
                        .verdict())
                .isEqualTo(Verdict.NOT_ALLOWED);
        assertThat(AwsProbe.failure(DynamoDbException.builder()
                                .awsErrorDetails(denied)
                                .statusCode(400)
                                .build())
                        .verdict())
                .isEqualTo(Verdict.NOT_CHECKED);
    }

    @Test
    void whereKinesisCannotBeReachedNothingIsProbedAndTheCauseIsTold() {
        final ByteArrayOutputStream progress = new ByteArrayOutputStream();
        final Optional<String> nobody = Optional.of("http://127.0.0.1:1");
        try (AwsProbe probe = new AwsProbe(
                new AwsProbe.Settings("orders", "eu-central-1", Optional.empty(), nobody, nobody, false),
                Duration.ofMinutes(1),
                new PrintStream(progress))) {
            assertThatThrownBy(() -> probe.run(Set.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("Kinesis cannot be reached", "eu-central-1", "Kinesis Endpoint");
        }
        assertThat(progress.toString()).isEmpty();
    }
}
