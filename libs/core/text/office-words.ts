/**
 * The words that invoices, forms and letters are made of where sentences are rare: they tell a page's language as
 * function words do in prose. Unlike those they say what a document is, so cleaning never drops them.
 */

export const OFFICE_WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  eng: new Set(
    'account address agreement amount attached balance bank birth company customer dear delivery department due employee enclosed fee first invoice item last letter made meeting month name net number order paid payable payment phone price quantity received receipt sent signature sincerely street subject tax terms thank thanks today town unit week yes year yours'.split(
      ' ',
    ),
  ),
  fra: new Set(
    'accord achat adresse année banque bonjour bordereau cent cher chère client commande compte contrat cordialement cotisation désignation destinataire échéance employé entreprise euros facture frais heure jour livraison madame merci mille mois monsieur montant naissance nom numéro objet paiement payé payée prénom prix quantité reçu régler remise rue salaire signature société solde taux téléphone titulaire ttc tva unitaire versement ville virement'.split(
      ' ',
    ),
  ),
  deu: new Set(
    'abteilung adresse anlage anschrift anzahl artikel auftrag bank bankverbindung bestellung betrag betreff bezahlt bitte brutto dank danke datum euro fällig firma frau freundlichen gehalt geburtsdatum geehrte geehrter gesamt gesellschaft grüßen herr herrn hausnummer jahr konto kunde kundennummer lieferschein lieferung menge monat mwst name netto nummer ort preis quittung rechnung rechnungsnummer sehr steuer straße stück stunden summe tag telefon uhr unterschrift ust vertrag vielen vorname zahlbar zahlung'.split(
      ' ',
    ),
  ),
  spa: new Set(
    'albarán apellidos año banco calle cantidad ciudad cliente contrato correo cuenta dirección domicilio empresa empleado entrega estimado factura fecha firma gracias importe iva mes nombre número pago pedido precio recibo saludos señor señora teléfono vencimiento'.split(
      ' ',
    ),
  ),
  ita: new Set(
    'anno azienda banca bolla città cliente cognome consegna contratto dipendente distinti fattura firma gentile grazie imponibile importo indirizzo mese nome numero ordine pagamento prezzo quantità ricevuta saluti scadenza signor signora spett telefono totale'.split(
      ' ',
    ),
  ),
  nld: new Set(
    'aantal achternaam adres bedrag bedankt bedrijf bestelling betaling betreft btw contract datum factuur factuurnummer geachte geboortedatum groet groeten handtekening jaar klant levering maand mevrouw naam nummer omschrijving ontvangen overeenkomst postcode prijs rekening straat telefoon totaal vervaldatum voornaam vriendelijke werknemer'.split(
      ' ',
    ),
  ),
  por: new Set(
    'agradecemos ano assinatura banco cidade cliente contrato cumprimentos empresa endereço entrega fatura funcionário iva mês morada nome número obrigado pagamento preço prezado quantidade recibo rua senhor senhora sobrenome telefone valor vencimento'.split(
      ' ',
    ),
  ),
};
