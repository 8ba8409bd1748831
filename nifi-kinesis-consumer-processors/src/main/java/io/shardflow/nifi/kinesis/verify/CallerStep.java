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
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.Failure;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import io.shardflow.nifi.kinesis.stream.Caller;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The step that asks whose credentials these are. The consumer itself never calls the service that knows, so that it is out of
 * reach is no fault.
 */
final class CallerStep {

    static final String CALLER = "Caller";

    private static final Set<Failure.Kind> REFUSED = EnumSet.of(Failure.Kind.CREDENTIALS, Failure.Kind.EXPIRED);

    private CallerStep() {}

    static void run(
            final AwsClients clients, final AwsAccess settings, final Duration timeout, final Findings findings) {
        final Optional<URI> elsewhere = Stream.of(settings.kinesisEndpoint(), settings.dynamoDbEndpoint())
                .flatMap(Optional::stream)
                .filter(address -> !isOfAws(address))
                .findFirst();
        if (elsewhere.isPresent()) {
            findings.open(
                    CALLER,
                    "Not asked, because %s is no address of AWS: whose credentials these are, AWS would not know."
                            .formatted(elsewhere.get()));
            return;
        }
        try {
            findings.good(
                    CALLER, "The credentials are those of " + Caller.arn(clients, settings.region(), timeout) + ".");
        } catch (final RuntimeException e) {
            failed(e, settings, findings);
        }
    }

    private static void failed(final RuntimeException thrown, final AwsAccess settings, final Findings findings) {
        final Optional<Failure> failure = Failure.of(thrown);
        if (failure.filter(known -> REFUSED.contains(known.kind())).isPresent()) {
            findings.bad(
                    CALLER,
                    ErrorTexts.describe(thrown, new Call("STS", "GetCallerIdentity", ""), Optional.empty(), settings));
        } else {
            findings.open(
                    CALLER,
                    "Whose credentials these are could not be asked, and need not be: %s. The consumer does not call STS."
                            .formatted(failure.map(Failure::reason).orElse("STS has not said it")));
        }
    }

    private static boolean isOfAws(final URI address) {
        final String host = address.getHost();
        return host.endsWith(".amazonaws.com") || host.endsWith(".amazonaws.com.cn") || host.endsWith(".api.aws");
    }
}
