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

import io.shardflow.nifi.kinesis.state.FatalStateException;
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

class QuestionsTest {

    private static final Call SCAN = new Call(Call.DYNAMODB, "Scan", "app");

    private final Findings findings = new Findings();
    private final Questions questions = questions(Duration.ofMinutes(1));

    private Questions questions(final Duration total) {
        return new Questions(
                Call.DYNAMODB,
                findings,
                StreamTextTest.access(),
                new ConsumerStatus(System::nanoTime),
                new Deadline(total));
    }

    @Test
    void theFirstAnswerAlsoShowsThatTheServiceCanBeCalled() {
        assertEquals(Optional.of("rows"), questions.ask("Rows", SCAN, () -> "rows"));
        assertEquals(Optional.of("more"), questions.ask("More", SCAN, () -> "more"));
        assertEquals(
                List.of(
                        "Call DynamoDB SUCCESSFUL DynamoDB answers, and accepts the credentials.",
                        "Fit SUCCESSFUL fit"),
                Told.by(findings));
    }

    @Test
    void aRefusalIsOfOneStepAndTheNextIsAskedAllTheSame() {
        questions.allowed("Rows", SCAN, () -> {
            throw service("AccessDeniedException", "no");
        });
        questions.allowed("More", SCAN, () -> {});
        final List<String> told = Told.by(findings);
        assertTrue(told.get(0).startsWith("Call DynamoDB SUCCESSFUL"), told.get(0));
        assertTrue(told.get(1).startsWith("Rows FAILED AWS denies dynamodb:Scan on arn:aws:dynamodb:"), told.get(1));
        assertTrue(told.get(1).contains("IAM policy"), told.get(1));
        assertEquals("More SUCCESSFUL Allowed.", told.get(2));
        assertEquals(
                "Fit FAILED Not fit: a start would fail, or not read all shards, because of what stands at Rows.",
                told.get(3));
    }

    @Test
    void thatSomethingIsNotThereIsAnAnswer() {
        questions.allowed("Rows", SCAN, () -> {
            throw service("ResourceNotFoundException", "no table");
        });
        assertEquals("Rows SUCCESSFUL Allowed.", Told.by(findings).get(1));
    }

    @Test
    void aCallThatWasInterruptedIsNone() {
        questions.allowed("Rows", SCAN, () -> {
            throw AbortedException.create("interrupted while waiting for an answer");
        });
        assertTrue(Told.by(findings).getFirst().startsWith("Rows FAILED"));
    }

    @Test
    void aServiceThatCannotBeReachedIsAskedOnce() {
        questions.ask("Rows", SCAN, () -> {
            throw SdkClientException.create("wrapped", new ConnectException("refused"));
        });
        questions.ask("More", SCAN, () -> {
            throw new AssertionError("asked again");
        });
        final List<String> told = Told.by(findings);
        assertTrue(told.get(0).startsWith("Call DynamoDB FAILED DynamoDB cannot be reached: refused"), told.get(0));
        assertTrue(told.get(0).contains("DynamoDB Endpoint Override URL"), told.get(0));
        assertEquals("Rows SKIPPED Not asked, because DynamoDB cannot be called.", told.get(1));
        assertEquals("More SKIPPED Not asked, because DynamoDB cannot be called.", told.get(2));
        assertTrue(told.get(3).startsWith("Fit FAILED"), told.get(3));
    }

    @Test
    void aServiceThatFallsSilentLaterIsNamedAtTheStepThatSawIt() {
        questions.ask("Rows", SCAN, () -> "rows");
        questions.ask("More", SCAN, () -> {
            throw ApiCallTimeoutException.builder()
                    .message("no answer within 5 s")
                    .build();
        });
        questions.ask("Still more", SCAN, () -> "asked again");
        final List<String> told = Told.by(findings);
        assertTrue(told.get(1).startsWith("More FAILED DynamoDB does not answer: no answer within 5 s"), told.get(1));
        assertTrue(told.get(2).startsWith("Still more SKIPPED"), told.get(2));
    }

    @Test
    void whatTakesTooLongInAllIsGivenUpAndTheRestIsNotAsked() throws InterruptedException {
        final CountDownLatch givenUp = new CountDownLatch(1);
        final Questions hurried = questions(Duration.ofMillis(200));
        hurried.ask("Rows", SCAN, () -> {
            try {
                new CountDownLatch(1).await();
            } catch (final InterruptedException e) {
                givenUp.countDown();
            }
            return "late";
        });
        hurried.allowed("More", SCAN, () -> {
            throw new AssertionError("asked all the same");
        });
        assertTrue(givenUp.await(10, TimeUnit.SECONDS), "the thread that asks is interrupted");
        final List<String> told = Told.by(findings);
        assertTrue(told.get(0).startsWith("Rows SKIPPED Not known: Verify ends after"), told.get(0));
        assertTrue(told.get(1).startsWith("More SKIPPED Not known: Verify ends after"), told.get(1));
        assertEquals("Fit SKIPPED Not known, because Verify ended before Rows, More.", told.get(2));
    }

    @Test
    void whatTheConsumerWouldStopForIsToldInItsWords() {
        questions.ask("Rows", SCAN, () -> {
            throw new FatalStateException("The table is of another stream.");
        });
        assertEquals(
                "Rows FAILED The table is of another stream.", Told.by(findings).getFirst());
    }

    private static RuntimeException service(final String code, final String message) {
        return DynamoDbException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("DynamoDb")
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
