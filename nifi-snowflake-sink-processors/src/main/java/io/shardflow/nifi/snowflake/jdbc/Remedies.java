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
package io.shardflow.nifi.snowflake.jdbc;

/** What an operator does about an error of Snowflake, by its code; names the settings of pool and processor. */
final class Remedies {

    /** For a value of target or ledger that PutSnowflake has not written. */
    static final String WRONG_VALUE = "Remedy: if the value is in a table whose name ends with _SHARDFLOW_GUARD or"
            + " _SHARDFLOW_LEDGER, stop all writers of the table, drop both and start again: they are made anew, and rows"
            + " that are there are recognised. If it is in the table itself, correct or delete its row";

    private Remedies() {}

    /** Of a user who is locked out, whatever the code. */
    static final String LOCKED_OUT =
            "wait a quarter of an hour, or run ALTER USER … SET MINS_TO_UNLOCK = 0; and look for who tries a wrong password";

    /** @return a clause; empty where the message says all there is to say */
    static String of(final int code) {
        return switch (code) {
            case 390100 -> "check 'Username' and 'Password' of the connection pool";
            case 390144 ->
                "check 'Username' and 'Account URL' of the connection pool, and that the user's RSA_PUBLIC_KEY is the"
                        + " public half of 'Private Key', or of the key of 'Private Key Service'; and that the clock of this machine is"
                        + " right, since a token of a key pair holds for a minute";
            case 390303, 390318 ->
                "see the bulletins of 'OAuth2 Access Token Provider', or that 'Session Token File' is still replaced; of the user's"
                        + " security integration, that it takes tokens of this server and audience";
            case 390309 -> "make the token of 'OAuth2 Access Token Provider' one of the right user";
            case 390420, 390422 ->
                "let this machine's address into the network policy of account or user, or leave by another address";
            case 394400 ->
                "check 'Username' and 'Programmatic Access Token' of the connection pool; if the token has expired or was revoked,"
                        + " make another one with ALTER USER … ROTATE or ADD PROGRAMMATIC ACCESS TOKEN";
            case 390189 -> "check 'Role' of the connection pool, or grant the role to the user";
            case 390201 ->
                "check 'Warehouse', 'Database Name' and 'Schema Name' of the connection pool, or grant USAGE on them to"
                        + " the role";
            case 200015 -> "check 'Account URL' of the connection pool, and that this machine reaches it";
            case 90073 ->
                "raise the quota of the resource monitor, wait until its interval begins anew, or set another 'Warehouse' of the"
                        + " connection pool";
            case 90105, 90106 ->
                "set 'Database Name' and 'Schema Name' of the connection pool, and grant USAGE on both to the role";
            case 666 -> "reactivate the Snowflake account";
            case 604, 630 ->
                "nothing, if it passes, since less is loaded at one time when it happens again; otherwise a larger 'Warehouse' in"
                        + " the connection pool, or a longer STATEMENT_TIMEOUT_IN_SECONDS of warehouse and user";
            case 606 ->
                "set 'Warehouse' of the connection pool to one that runs or resumes by itself, or grant USAGE on it to the role";
            case 2003, 2043 -> "create what is missing, or grant the role the right to see it";
            case 3001 -> "grant the role the missing privilege";
            case 3041 ->
                "the table belongs to another role: let one role do all loading into it, or grant this one what it takes";
            case 625 ->
                "nothing, if it passes; otherwise SHOW LOCKS IN ACCOUNT, asked as ACCOUNTADMIN, tells the transaction that holds the"
                        + " lock";
            case 200038 -> WRONG_VALUE.substring("Remedy: ".length());
            default -> "";
        };
    }
}
