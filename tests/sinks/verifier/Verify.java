import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A receiver's verifier with the standard library alone: secret, id, timestamp, signatures; body on stdin. */
public class Verify {
    public static void main(String[] args) throws Exception {
        byte[] key = Base64.getDecoder().decode(args[0].substring("whsec_".length()));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update((args[1] + "." + args[2] + ".").getBytes(StandardCharsets.UTF_8));
        byte[] expected = mac.doFinal(System.in.readAllBytes());
        for (String signature : args[3].split(" ")) {
            String[] parts = signature.split(",", 2);
            if (parts[0].equals("v1") && MessageDigest.isEqual(expected, Base64.getDecoder().decode(parts[1]))) {
                System.out.println("verified");
                return;
            }
        }
        System.out.println("refused");
    }
}
