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
package io.shardflow.nifi.kinesis.lifecycle;

/** What an operator reads when the run's thread met an error that nobody expects: what happened and what to do. Pure. */
final class UnexpectedErrors {

    private static final String RESTART = " Then stop and start this processor.";

    /** Needs no memory to be made. */
    static final String UNDESCRIBED = "The consumer has halted after an error that could not be described, for want of"
            + " memory most likely. Raise the heap of NiFi (-Xmx in conf/bootstrap.conf) or lower Max Buffer Size."
            + RESTART;

    private UnexpectedErrors() {}

    static String describe(final Throwable failure) {
        return "The consumer has halted: " + failure + ". " + remedy(failure);
    }

    private static String remedy(final Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return "Raise the heap of NiFi (-Xmx in conf/bootstrap.conf), the machine's limit of threads when the error names"
                    + " threads, or lower Max Buffer Size." + RESTART + " If other components fail too, restart NiFi.";
        }
        if (failure instanceof LinkageError) {
            return "A class of the NAR cannot be used. See that NiFi has one version of this NAR and of the NAR"
                    + " nifi-aws-service-api-nar, and restart NiFi.";
        }
        return "NiFi's log has the stack trace; please report it." + RESTART;
    }
}
