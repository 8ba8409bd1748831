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
package io.shardflow.nifi.kinesis.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.status.Failure.Kind;
import io.shardflow.nifi.kinesis.status.Notice.State;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;

class ConsumerStatusTest {

    private static final Call SCAN = new Call(Call.DYNAMODB, "Scan", "app");

    private long millis = 1_000_000;
    private final ConsumerStatus status = new ConsumerStatus(() -> TimeUnit.MILLISECONDS.toNanos(millis));

    @Test
    void aRefusalIsSaidAfterASecondAndNamesEveryShardThatMetIt() {
        status.readFailed("b", "GetRecords", service("AccessDeniedException"));
        millis += 500;
        status.readFailed("a", "GetRecords", service("AccessDeniedException"));
        assertEquals(List.of(), status.due());
        millis += 500;
        final Notice notice = only(status.due());
        assertEquals(State.FAILS, notice.state());
        assertEquals(Kind.DENIED, notice.failure().kind());
        assertEquals(
                List.of("a", "b"), notice.calls().stream().map(Call::subject).toList());
    }

    @Test
    void whatMayPassIsSaidAfterThreeSecondsWithoutASuccess() {
        status.failed(SCAN, service("ThrottlingException"));
        millis += 2900;
        status.failed(SCAN, service("ThrottlingException"));
        assertEquals(List.of(), status.due());
        millis += 100;
        assertEquals(Kind.THROTTLED, only(status.due()).failure().kind());
    }

    @Test
    void aSuccessOfTheSameCallStartsTheWaitAnewAndOneOfAnotherDoesNot() {
        status.failed(SCAN, service("ThrottlingException"));
        millis += 2000;
        status.worked(SCAN);
        status.failed(SCAN, service("ThrottlingException"));
        status.worked(new Call(Call.DYNAMODB, "Query", "app"));
        millis += 2000;
        assertEquals(List.of(), status.due());
        millis += 1000;
        assertEquals(1, status.due().size());
    }

    @Test
    void anAnswerOfAShardIsNoSuccessOfAnotherShard() {
        status.readFailed("a", "GetRecords", service("ProvisionedThroughputExceededException"));
        millis += 3000;
        status.read("b", 0);
        assertEquals("a", only(status.due()).calls().getFirst().subject());
    }

    @Test
    void aCauseThatGoesOnIsSaidOnceAMinute() {
        int notices = 0;
        for (int second = 0; second < 150; second++) {
            status.failed(SCAN, service("AccessDeniedException"));
            notices += status.due().size();
            millis += 1000;
        }
        assertEquals(3, notices);
    }

    @Test
    void aCauseThatComesAndGoesIsSaidOnceAMinuteToo() {
        int fails = 0;
        for (int second = 0; second < 150; second++) {
            if (second % 10 < 5) {
                status.failed(SCAN, service("AccessDeniedException"));
            } else {
                status.worked(SCAN);
            }
            fails += (int) status.due().stream()
                    .filter(notice -> notice.state() == State.FAILS)
                    .count();
            millis += 1000;
        }
        assertEquals(3, fails);
    }

    @Test
    void theEndOfACauseIsSaidOnceWhenEveryCallWorksAgain() {
        status.readFailed("a", "GetRecords", service("AccessDeniedException"));
        status.readFailed("b", "GetRecords", service("AccessDeniedException"));
        millis += 1000;
        status.due();
        millis += 9000;
        status.read("a", 0);
        assertEquals(List.of(), status.due());
        status.read("b", 0);
        final Notice over = only(status.due());
        assertEquals(State.WORKS_AGAIN, over.state());
        assertEquals(10, over.since().toSeconds());
        assertEquals(List.of(), status.due());
    }

    @Test
    void whatWasNotSaidNeedsNoEnd() {
        status.failed(SCAN, service("ThrottlingException"));
        millis += 1000;
        status.worked(SCAN);
        assertEquals(List.of(), status.due());
    }

    @Test
    void aCauseThatTurnsIntoAnotherIsOverOnlyWhenTheCallWorks() {
        status.failed(SCAN, service("AccessDeniedException"));
        millis += 1000;
        status.due();
        status.failed(
                SCAN, SdkClientException.create("Unable to execute HTTP request", new ConnectException("refused")));
        assertEquals(
                List.of(),
                status.due().stream()
                        .map(Notice::state)
                        .filter(State.WORKS_AGAIN::equals)
                        .toList());
        status.worked(SCAN);
        assertTrue(status.due().stream().anyMatch(notice -> notice.state() == State.WORKS_AGAIN));
    }

    @Test
    void expiredCredentialsAreOneCauseForAllServices() {
        status.failed(SCAN, service("ExpiredTokenException"));
        status.failed(new Call(Call.KINESIS, "ListShards", "orders"), service("ExpiredTokenException"));
        millis += 1000;
        assertEquals(2, only(status.due()).calls().size());
    }

    @Test
    void silenceAfterTheSdksOwnTriesIsSaidAtOnce() {
        status.readFailed(
                "a",
                "GetRecords",
                SdkClientException.create(
                        "Unable to execute HTTP request: Read timed out", new IOException("Read timed out")));
        assertEquals(Kind.NO_ANSWER, only(status.due()).failure().kind());
    }

    @Test
    void aCallThatIsNotTriedAgainIsForgottenAndThatIsSaid() {
        status.readFailed("a", "GetRecords", service("AccessDeniedException"));
        millis += 1000;
        status.due();
        millis += 60_000;
        assertEquals(State.NOT_TRIED, only(status.due()).state());
        assertEquals(List.of(), status.view().failing());
    }

    @Test
    void aRareCallDoesNotKeepItsServiceFailingWhenOthersWork() {
        final Call rare = new Call(Call.DYNAMODB, "DeleteItem", "app");
        final Exception refused = new ConnectException("Connection refused");
        status.failed(SCAN, refused);
        status.failed(rare, refused);
        millis += 3000;
        status.due();
        millis += 1000;
        status.worked(SCAN);
        assertEquals(List.of(), status.due());
        millis += 12_000;
        assertEquals(State.WORKS_AGAIN, only(status.due()).state());
    }

    @Test
    void aNetworkThatIsSilentAndRefusesInTurnsIsOneCause() {
        status.failed(SCAN, new IOException("Read timed out"));
        assertEquals(1, status.due().size());
        millis += 5000;
        status.failed(SCAN, new ConnectException("Connection refused"));
        assertEquals(List.of(), status.due());
        status.worked(SCAN);
        assertEquals(State.WORKS_AGAIN, only(status.due()).state());
    }

    @Test
    void answersThatAreNoFailureEndOne() {
        status.failed(SCAN, service("AccessDeniedException"));
        status.failed(SCAN, service("ResourceNotFoundException"));
        millis += 5000;
        assertEquals(List.of(), status.due());
    }

    @Test
    void aShardThatAnotherReaderKeepsIsSaidWhenThatGoesOn() {
        final RuntimeException inUse = ResourceInUseException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ResourceInUseException")
                        .errorMessage("no")
                        .build())
                .build();
        status.readFailed("a", "SubscribeToShard", inUse);
        millis += 10_000;
        status.readFailed("a", "SubscribeToShard", inUse);
        assertEquals(List.of(), status.due());
        millis += 5_000;
        status.readFailed("a", "SubscribeToShard", inUse);
        assertEquals("no (ResourceInUseException)", only(status.due()).failure().reason());
        status.read("a", 0);
        assertEquals(State.WORKS_AGAIN, only(status.due()).state());
    }

    @Test
    void anInterruptedCallChangesNothing() {
        status.failed(SCAN, service("ThrottlingException"));
        status.failed(SCAN, new RuntimeException(new InterruptedException()));
        millis += 3000;
        assertEquals(1, status.due().size());
    }

    @Test
    void aStartMayBeReportedUnlessItsCauseWasSaidAndThenIsNotSaidAgain() {
        assertTrue(status.mayReport(new IllegalStateException("no call has failed")));
        status.failed(SCAN, service("AccessDeniedException"));
        assertTrue(status.mayReport(service("AccessDeniedException")));
        millis += 1000;
        status.failed(SCAN, service("AccessDeniedException"));
        assertEquals(List.of(), status.due());
        assertFalse(status.mayReport(service("AccessDeniedException")));
        status.worked(SCAN);
        assertEquals(State.WORKS_AGAIN, only(status.due()).state());
    }

    @Test
    void theViewShowsEachShardAsItIs() {
        status.holding(Set.of("a", "b"));
        status.read("a", 1500);
        millis += 2000;
        status.readFailed("b", "GetRecords", service("KMSDisabledException"));
        millis += 1000;
        final ConsumerStatus.ShardView a = status.view().shards().getFirst();
        final ConsumerStatus.ShardView b = status.view().shards().getLast();
        assertEquals("a", a.shardId());
        assertTrue(a.held());
        assertEquals(3, a.sinceAnswer().orElseThrow().toSeconds());
        assertEquals(3, a.sinceTaken().toSeconds());
        assertEquals(OptionalLong.of(1500), a.millisBehind());
        assertTrue(a.lastFailure().isEmpty());
        assertTrue(b.sinceAnswer().isEmpty());
        assertEquals(Kind.KMS, b.lastFailure().orElseThrow().kind());
        assertEquals(1, b.sinceFailure().orElseThrow().toSeconds());
        status.holding(Set.of("a"));
        assertFalse(status.view().shards().getLast().held());
        millis += 60_000;
        status.holding(Set.of("a"));
        assertEquals(1, status.view().shards().size());
    }

    @Test
    void failedCallsAreCountedByWhatTheyWereMadeOnUntilTheyAreTaken() {
        status.readFailed("a", "GetRecords", service("ThrottlingException"));
        status.readFailed("a", "GetShardIterator", service("ThrottlingException"));
        status.failed(SCAN, service("ThrottlingException"));
        status.failed(SCAN, service("ResourceNotFoundException"));
        status.failed(SCAN, new RuntimeException(new InterruptedException()));
        assertEquals(Map.of("a", 2L, "app", 1L), status.takeFailedCalls());
        assertEquals(Map.of(), status.takeFailedCalls());
    }

    private static Notice only(final List<Notice> notices) {
        assertEquals(1, notices.size(), notices::toString);
        return notices.getFirst();
    }

    private static RuntimeException service(final String code) {
        return KinesisException.builder()
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("no")
                        .build())
                .build();
    }
}
