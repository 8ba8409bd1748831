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

import io.shardflow.nifi.kinesis.lifecycle.ErrorTexts;
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.state.FatalStateException;
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.status.Failure;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Asks one service of AWS. What it is asked first also tells whether it can be called at all, which is a step of its own. Once
 * it is silent, out of reach or refuses the credentials, it is asked nothing more: each question would take its time and say the
 * same. For one thread.
 */
final class Questions {

    private static final Set<Failure.Kind> BARRIERS = EnumSet.of(
            Failure.Kind.UNREACHABLE,
            Failure.Kind.NO_ANSWER,
            Failure.Kind.NO_CREDENTIALS,
            Failure.Kind.CREDENTIALS,
            Failure.Kind.EXPIRED);

    private final String service;
    private final Findings findings;
    private final AwsAccess settings;
    private final ConsumerStatus status;
    private final Deadline deadline;
    private boolean called;
    private boolean barred;

    /** @param service Kinesis or DynamoDB */
    Questions(
            final String service,
            final Findings findings,
            final AwsAccess settings,
            final ConsumerStatus status,
            final Deadline deadline) {
        this.service = service;
        this.findings = findings;
        this.settings = settings;
        this.status = status;
        this.deadline = deadline;
    }

    /** From now on nothing is asked. */
    void bar() {
        barred = true;
    }

    /**
     * The answer; empty if there is none, and then the step is found failed or left open.
     *
     * @param call what the question is, for the text of a failure
     */
    <T> Optional<T> ask(final String step, final Call call, final Supplier<T> question) {
        if (barred) {
            findings.open(step, "Not asked, because " + service + " cannot be called.");
            return Optional.empty();
        }
        try {
            final T answer = deadline.within(question);
            reached();
            return Optional.of(answer);
        } catch (final Deadline.PassedException e) {
            findings.unreached(step, deadline.total());
        } catch (final FatalStateException e) {
            findings.bad(step, e.getMessage());
        } catch (final RuntimeException e) {
            failed(step, call, e);
        }
        return Optional.empty();
    }

    /** Whether the call is allowed: that what it is made on is not there, or not so, is an answer too. */
    void allowed(final String step, final Call call, final Runnable question) {
        ask(step, call, () -> {
                    try {
                        question.run();
                    } catch (final AwsServiceException e) {
                        if (Failure.of(e).isPresent()) {
                            throw e;
                        }
                    }
                    return call;
                })
                .ifPresent(answered -> findings.good(step, "Allowed."));
    }

    private void reached() {
        if (!called) {
            called = true;
            findings.good(callStep(), service + " answers, and accepts the credentials.");
        }
    }

    private void failed(final String step, final Call call, final RuntimeException thrown) {
        final String text = ErrorTexts.describe(thrown, call, status.streamArn(), settings);
        barred = Failure.of(thrown)
                .filter(failure -> BARRIERS.contains(failure.kind()))
                .isPresent();
        if (barred && !called) {
            findings.bad(callStep(), text);
            findings.open(step, "Not asked, because " + service + " cannot be called.");
        } else {
            if (thrown instanceof AwsServiceException) {
                reached();
            }
            findings.bad(step, text);
        }
    }

    private String callStep() {
        return "Call " + service;
    }
}
